// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Tarn",
  products: [
    .executable(name: "tarn", targets: ["tarn"]),
    .library(name: "Tarn", targets: ["Randomness", "Scenes", "ReinforcementLearning", "Environments", "Agents"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    .systemLibrary(name: "CSDL2", path: "Sources/CSDL2"),
    .target(name: "Randomness", swiftSettings: strict),
    .target(name: "Scenes", swiftSettings: strict),
    .target(name: "CAssets", path: "Assets/Embedded"),
    .target(
      name: "Assets", dependencies: ["CAssets"], path: "Assets", exclude: ["Embedded", "Fonts"], swiftSettings: strict),
    .target(name: "ReinforcementLearning", dependencies: ["Randomness", "Scenes"], swiftSettings: strict),
    .target(
      name: "Environments", dependencies: ["ReinforcementLearning", "Randomness", "Scenes", "Assets"],
      path: "Environments", swiftSettings: strict),
    .target(
      name: "Agents", dependencies: ["ReinforcementLearning", "Randomness"], path: "Agents", swiftSettings: strict),
    .target(
      name: "Experiments",
      dependencies: ["ReinforcementLearning", "Randomness", .product(name: "TOMLKit", package: "TOMLKit")],
      swiftSettings: strict),
    .target(name: "Display", dependencies: ["Scenes", "CSDL2", "Assets"], swiftSettings: strict),
    .executableTarget(
      name: "tarn",
      dependencies: [
        "Randomness", "Scenes", "Assets", "ReinforcementLearning", "Environments", "Agents", "Experiments", "Display",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
  ]
)
