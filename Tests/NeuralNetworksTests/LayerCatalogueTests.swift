import Foundation
import NeuralNetworks
import Randomness
import Tensors
import TestSupport
import Testing

/// Laws of every kind of layer that a file can describe, and the sentences for descriptions that cannot be.
struct LayerCatalogueTests {
  static func description(_ kind: LayerKind) -> LayerDescription {
    let inner = LayerDescription("dense", ["units": 4])
    var description = LayerDescription(kind.name)
    for setting in kind.settings {
      switch setting.name {
      case "layers": description.settings["layers"] = .layers([inner])
      case "shape": description.settings["shape"] = .integers([4, 6])
      case "rate": description.settings["rate"] = 0.5
      case "tokens": description.settings["tokens"] = 3
      case "heads": description.settings["heads"] = 2
      default: break
      }
    }
    return description
  }

  /// A shape that the kind takes, and the layer for it.
  static func built(_ kind: LayerKind) throws -> (layer: Sequential, shape: Shape, output: Shape) {
    for shape in [[24], [6, 4], [8, 8, 4]] as [Shape] {
      var random = Seed(1).generator()
      guard let (model, output) = try? ModelBuilder.build([description(kind)], exampleShape: shape, using: &random)
      else { continue }
      return (model, shape, output)
    }
    throw CocoaError(.featureUnsupported, userInfo: ["kind": kind.name])
  }

  static func input(_ kind: LayerKind, _ shape: Shape) -> Tensor {
    let shape = Shape([3] + Array(shape))
    return kind.name == "embedding" ? .ones(shape) : GradientCheck.sample(shape).converted(to: .single)
  }

  @Test func namesAreUnique() {
    #expect(LayerCatalogue.kinds.count == 31 && Set(LayerCatalogue.kinds.map(\.name)).count == 31)
    for kind in LayerCatalogue.kinds {
      #expect(Set(kind.settings.map(\.name)).count == kind.settings.count && !kind.summary.isEmpty)
      #expect(kind.settings.allSatisfy { !$0.summary.isEmpty && !$0.validRange.isEmpty })
    }
    #expect(Set(Activation.all.map(\.name)).count == Activation.all.count)
    for activation in Activation.all { #expect(Activation(named: activation.name) == activation) }
  }

  /// What leaves a layer has the shape that the next one is made for.
  @Test(arguments: LayerCatalogue.kinds.map(\.name))
  func shapesAreWhatTheySay(name: String) throws {
    let kind = try #require(LayerCatalogue.kinds.first { $0.name == name })
    let (layer, shape, output) = try Self.built(kind)
    let result = layer(Self.input(kind, shape))
    #expect(Array(result.shape) == [3] + Array(output) && result.firstNonFinite == nil)
  }

  /// Defaults in words are words about the defaults: naming them changes nothing.
  @Test(arguments: LayerCatalogue.kinds.map(\.name))
  func defaultsAreWhatTheySay(name: String) throws {
    let kind = try #require(LayerCatalogue.kinds.first { $0.name == name })
    let (plain, shape, _) = try Self.built(kind)
    var named = Self.description(kind)
    for setting in kind.settings where named.settings[setting.name] == nil {
      named.settings[setting.name] =
        Int(setting.defaultText).map { .integer($0) } ?? Double(setting.defaultText).map { .real($0) }
        ?? Bool(setting.defaultText).map { .flag($0) }
        ?? (setting.defaultText.contains(" ") || setting.defaultText.isEmpty ? nil : .text(setting.defaultText))
    }
    var random = Seed(1).generator()
    let (model, _) = try ModelBuilder.build([named], exampleShape: shape, using: &random)
    #expect(model(Self.input(kind, shape)) == plain(Self.input(kind, shape)))
  }

  /// Operators take what is there, and each value has one name; recurrent layers have no such form.
  @Test(arguments: LayerCatalogue.kinds.map(\.name))
  func graphsAreWellFormed(name: String) throws {
    let kind = try #require(LayerCatalogue.kinds.first { $0.name == name })
    let (layer, shape, _) = try Self.built(kind)
    var graph = OperatorGraph(inputShape: shape)
    do { try graph.add(layer) } catch {
      #expect("\(error)".contains("recurrent layers are not supported"))
      let recurrent = ["rnn", "lstm", "gru"].contains { name.hasSuffix($0) } || name == "irnn"
      #expect(recurrent || name == "repeat-steps")
      return
    }
    var known = Set(graph.constants.map(\.name)).union([OperatorGraph.input])
    #expect(known.count == graph.constants.count + 1)
    for node in graph.nodes {
      #expect(node.inputs.allSatisfy { $0.isEmpty || known.contains($0) }, "\(node)")
      #expect(known.insert(node.output).inserted)
    }
    #expect(known.contains(graph.current) && Set(graph.nodes.map(\.name)).count == graph.nodes.count)
    for constant in graph.constants {
      let count =
        switch constant.elements {
        case .reals(let elements): elements.count
        case .integers(let elements): elements.count
        }
      #expect(count == constant.shape.reduce(1, *))
    }
  }

  /// An agent's network computes in training what it computes in play; what does not is refused.
  @Test(arguments: LayerCatalogue.kinds.map(\.name))
  func trunksComputeAlikeInTraining(name: String) throws {
    let kind = try #require(LayerCatalogue.kinds.first { $0.name == name })
    var (layer, shape, _) = try Self.built(kind)
    let input = Self.input(kind, shape)
    var random = Seed(2).generator()
    let isAlike = layer.trainingOutput(input, using: &random) == layer(input)
    let descriptions = [Self.description(kind), LayerDescription("flatten")]
    do {
      let (trunk, width) = try ModelBuilder.trunk(descriptions, observationShape: shape, using: &random)
      #expect(isAlike && Array(trunk(input).shape) == [3, width])
    } catch {
      #expect("\(error)".contains("layer 1 (\(name)) cannot stand in an agent's network: it "))
      #expect(!isAlike || name == "embedding")
    }
  }

  @Test func trunksEndWithARow() throws {
    func refusal(_ layers: [LayerDescription], _ shape: Shape) -> String {
      var random = Seed(0).generator()
      do {
        return "\(try ModelBuilder.trunk(layers, observationShape: shape, using: &random).width)"
      } catch { return "\(error)" }
    }
    let board: Shape = [10, 10, 4]
    #expect(refusal([.init("conv2d"), .init("flatten"), .init("dense", ["units": 9])], board) == "9")
    #expect(
      refusal([.init("conv2d")], board).hasPrefix("layer 1 (conv2d) ends with the shape [8, 8, 16], and an agent's"))
    #expect(refusal([], board).hasPrefix("without layers the network has the shape [10, 10, 4]"))
    #expect(refusal([], [4]) == "4" && refusal([.init("dense")], [4]) == "64")
    let steps: [LayerDescription] = [.init("repeat-steps", ["factor": 3]), .init("gru", ["units": 5])]
    #expect(refusal(steps, [4]).hasPrefix("layer 2 (gru) ends with the shape [3, 5]"))
    #expect(refusal(steps + [.init("last-step")], [4]) == "5")
    let inside = LayerDescription("residual", ["layers": .layers([.init("dropout")])])
    #expect(
      refusal([inside], [4])
        == "layer 1 (residual), inner layer 1 (dropout) cannot stand in an agent's network: it draws random numbers in training"
    )
    #expect(refusal([.init("dropout", ["rate": 0])], [4]) == "4")
  }

  @Test func descriptionsSurviveFiles() throws {
    for kind in LayerCatalogue.kinds {
      let description = Self.description(kind)
      let text = try JSONEncoder().encode(description)
      #expect(try JSONDecoder().decode(LayerDescription.self, from: text) == description)
    }
    // As models saved it when each setting was a field of its own.
    let text =
      #"{"activation":"relu","kind":"residual","layers":[{"kind":"conv2d","filters":8},{"kind":"batch-norm"}]}"#
    let inner = [LayerDescription("conv2d", ["filters": 8]), LayerDescription("batch-norm")]
    #expect(
      try JSONDecoder().decode(LayerDescription.self, from: Data(text.utf8))
        == LayerDescription("residual", ["activation": "relu", "layers": .layers(inner)]))
  }

  @Test func descriptionsAreChecked() {
    func refusal(_ layers: [LayerDescription], _ shape: Shape) -> String {
      var random = Seed(0).generator()
      do {
        return "\(try ModelBuilder.build(layers, exampleShape: shape, using: &random).outputShape)"
      } catch { return "\(error)" }
    }
    #expect(
      refusal(
        [.init("conv2d", ["filters": 8]), .init("max-pool"), .init("flatten"), .init("dense", ["units": 5])], [8, 8, 1])
        == "[5]")
    #expect(refusal([.init("dens")], [4]).contains("unknown kind of layer 'dens'; did you mean 'dense'?"))
    #expect(refusal([.init("conv2d")], [4]).contains("layer 1 (conv2d) takes images [height, width, channels]"))
    #expect(refusal([.init("conv2d", ["window": 9])], [8, 8, 1]).contains("a window of 9 does not fit into 8"))
    #expect(
      refusal([.init("dense", ["filters": 3])], [4]).contains("has no setting 'filters'; it takes units, activation"))
    #expect(refusal([.init("dense", ["units": 0])], [4]).contains("units cannot be 0"))
    #expect(refusal([.init("dropout", ["rate": 1.0])], [4]).contains("rate cannot be 1.0"))
    #expect(refusal([.init("dense", ["activation": "rulu"])], [4]).contains("did you mean 'relu'"))
    #expect(refusal([.init("encoder", ["heads": 3])], [5, 4]).contains("3 heads do not divide a width of 4"))
    #expect(
      refusal([.init("residual", ["layers": .layers([.init("flatten")])])], [4, 4, 2]).contains("cannot be added"))
    #expect(
      refusal(
        [.init("residual", ["layers": .layers([.init("conv2d", ["filters": 8, "stride": 2, "padding": "same"])])])],
        [9, 9, 2])
        == "[5, 5, 8]")
    #expect(
      refusal(
        [.init("densely-connected", ["layers": .layers([.init("conv2d", ["filters": 3, "padding": "same"])])])],
        [4, 4, 2])
        == "[4, 4, 5]")
    #expect(refusal([.init("lstm", ["units": 7]), .init("last-step")], [6, 2]) == "[7]")
    #expect(refusal([.init("bidirectional-gru", ["units": 7])], [6, 2]) == "[6, 14]")
    #expect(refusal([.init("dense", ["unit": 3])], [4]).contains("has no setting 'unit'; it takes units, activation"))
    #expect(refusal([.init("dense", ["units": "many"])], [4]).hasSuffix("units cannot be 'many'; valid is 1 or more"))
    #expect(refusal([.init("dropout", ["rate": 0])], [4]) == "[4]")
    #expect(refusal([.init("noise", ["rate": -1.0])], [4]).hasSuffix("rate cannot be -1.0; valid is 0 or more"))
    #expect(refusal([.init("reshape", ["shape": .integers([1 << 40, 1 << 40])])], [4]).contains("does not hold the 4"))
  }
}
