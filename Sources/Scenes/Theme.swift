/// What a colour means. Layouts name roles; only this file names colours.
public enum ColourRole: Sendable, Hashable, CaseIterable {
  case ground, ink, secondary, rule, hair, chip, ice, glint
  case agent, agentText, series2, series2Text, series3, series3Text
  case human, onHuman, goal, goalText, goalOutline, goalMound
  case hazard, hazardRim, wall, wallTop, wallFoot
  case warning, onWarning, attention, arcadeGround, arcadeDots
  case boot, face, black, white
  case tileWhite, tileShade, tileTrail, tileAgentLight, tileAgent, tileAgentDark, tileDanger, tileRim, tileGoal
  case tileGoalDark, brickLight0, brick0, brickDark0, brickLight1, brick1, brickDark1, brickLight2, brick2, brickDark2
}

/// How a mark is coloured.
public enum Paint: Sendable, Hashable {
  /// The colour of a role, with an opacity from 0 to 1.
  case role(ColourRole, alpha: Double = 1)
  /// Depth of water: 0 pale to 1 deep (by night the other way round).
  case ramp(Double)
  /// `share` of the second role mixed into the first.
  case mix(ColourRole, ColourRole, share: Double)
  /// Black or white, whichever stands out more from the ramp at this value.
  case onRamp(Double, alpha: Double = 1)
}

/// 8-bit sRGB with alpha.
public struct Colour: Sendable, Hashable {
  /// The three channels, 0 to 255.
  public var red, green, blue: UInt8
  /// Opacity, from 0 to 1.
  public var alpha: Double

  /// A colour written as 0xRRGGBB.
  public init(_ hexadecimal: UInt32, alpha: Double = 1) {
    red = UInt8(truncatingIfNeeded: hexadecimal >> 16)
    green = UInt8(truncatingIfNeeded: hexadecimal >> 8)
    blue = UInt8(truncatingIfNeeded: hexadecimal)
    self.alpha = alpha
  }

  /// Linear interpolation in each sRGB channel.
  public func mixed(with other: Colour, share: Double) -> Colour {
    func mix(_ from: UInt8, _ to: UInt8) -> UInt32 {
      UInt32((Double(from) + (Double(to) - Double(from)) * share).rounded())
    }
    return Colour(mix(red, other.red) << 16 | mix(green, other.green) << 8 | mix(blue, other.blue), alpha: alpha)
  }

  /// Relative luminance (WCAG 2.1).
  public var luminance: Double {
    func linear(_ channel: UInt8) -> Double {
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Contrast ratio (WCAG 2.1), 1 to 21.
  public func contrast(with other: Colour) -> Double {
    let (first, second) = (luminance, other.luminance)
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }
}

/// Day or night.
public enum Theme: Sendable, Hashable, CaseIterable {
  case day, night

  /// Night for day and day for night.
  public var other: Theme { self == .day ? .night : .day }

  /// What the two ends of the value ramp look like.
  public var rampWords: (low: String, high: String) { self == .day ? ("pale", "deep") : ("dark", "bright") }

  /// What a paint looks like by day or by night.
  public func colour(_ paint: Paint) -> Colour {
    switch paint {
    case .role(let role, let alpha):
      var colour = colour(role)
      colour.alpha = alpha
      return colour
    case .ramp(let value): return ramp(value)
    case .mix(let first, let second, let share): return colour(first).mixed(with: colour(second), share: share)
    case .onRamp(let value, let alpha):
      let ground = ramp(value)
      var colour =
        ground.contrast(with: Colour(0)) >= ground.contrast(with: Colour(0xffffff)) ? Colour(0) : Colour(0xffffff)
      colour.alpha = alpha
      return colour
    }
  }

  private func ramp(_ value: Double) -> Colour {
    let stops = self == .day ? Self.dayRamp : Self.nightRamp
    let place = min(max(value.isNaN ? 0 : value, 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return Colour(stops[index]).mixed(with: Colour(stops[index + 1]), share: place - Double(index))
  }

  private static let dayRamp: [UInt32] = [
    0xdff5f7, 0xb3e0ea, 0x88cadf, 0x62b1d4, 0x4497c9, 0x327dba, 0x2c61a6, 0x2c478e, 0x292f71,
  ]
  private static let nightRamp: [UInt32] = [
    0x142045, 0x143767, 0x055185, 0x006e9f, 0x008cb4, 0x1ca9c3, 0x53c4d0, 0x86dedc, 0xb9f6ec,
  ]

  private func colour(_ role: ColourRole) -> Colour {
    let (day, night): (UInt32, UInt32) =
      switch role {
      case .ground: (0xf4f7f8, 0x0c151b)
      case .ink: (0x10212b, 0xedf3f5)
      case .secondary: (0x465863, 0xa9bac4)
      case .rule: (0xb4c1c9, 0x4a5d69)
      case .hair: (0xdce4e8, 0x22313a)
      case .chip: (0xe3eaed, 0x1b2932)
      case .ice: (0xe7eff2, 0x1d2c36)
      case .glint: (0xf6fafb, 0x263944)
      case .agent: (0xd55e00, 0xf0761a)
      case .agentText: (0xa84300, 0xff9a4d)
      case .series2: (0x0072b2, 0x79c2f5)
      case .series2Text: (0x005f96, 0x79c2f5)
      case .series3: (0x009e73, 0x0e9e75)
      case .series3Text: (0x006b4e, 0x2fc497)
      case .human: (0xad2a75, 0xbb60f4)
      case .onHuman: (0xffffff, 0x10212b)
      case .goal: (0xf2b705, 0xf2b705)
      case .goalText: (0x755300, 0xf7cb4d)
      case .goalOutline: (0x7a5800, 0x7a5800)
      case .goalMound: (0xf6fafb, 0x15222a)
      case .hazard: (0x0b2233, 0x04080b)
      case .hazardRim: (0x9db4c0, 0x8fa9b7)
      case .wall: (0x5b6e7a, 0x5b6e7a)
      case .wallTop: (0x748793, 0x748793)
      case .wallFoot: (0x435561, 0x435561)
      case .warning: (0xffd84a, 0xffd84a)
      case .onWarning: (0x10212b, 0x10212b)
      case .attention: (0xffe27a, 0xffe27a)
      case .arcadeGround: (0x0f2230, 0x0f2230)
      case .arcadeDots: (0x2c4858, 0x2c4858)
      case .tileWhite: (0xffffff, 0xffffff)
      case .tileShade: (0xb9cdd6, 0xb9cdd6)
      case .tileTrail: (0x6f8894, 0x6f8894)
      case .tileAgentLight: (0xffb27a, 0xffb27a)
      case .tileAgent: (0xf0761a, 0xf0761a)
      case .tileAgentDark: (0xa84300, 0xa84300)
      case .tileDanger: (0x04080b, 0x04080b)
      case .tileRim: (0x9db4c0, 0x9db4c0)
      case .tileGoal: (0xf7cb4d, 0xf7cb4d)
      case .tileGoalDark: (0xc99700, 0xc99700)
      case .brickLight0: (0x8fd3ee, 0x8fd3ee)
      case .brick0: (0x56b4e9, 0x56b4e9)
      case .brickDark0: (0x2c7fb0, 0x2c7fb0)
      case .brickLight1: (0x6fbde0, 0x6fbde0)
      case .brick1: (0x3a97ce, 0x3a97ce)
      case .brickDark1: (0x1f6a9c, 0x1f6a9c)
      case .brickLight2: (0x58a6d2, 0x58a6d2)
      case .brick2: (0x2379b4, 0x2379b4)
      case .brickDark2: (0x155584, 0x155584)
      case .boot: (0x10212b, 0x10212b)
      case .face: (0xf3d2b3, 0xf3d2b3)
      case .black: (0x000000, 0x000000)
      case .white: (0xffffff, 0xffffff)
      }
    return Colour(self == .day ? day : night)
  }
}
