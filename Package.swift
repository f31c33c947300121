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
    .library(name: "TarnWorkbench", targets: ["Workbench"]),
    .library(
      name: "TarnNetworks", targets: ["Tensors", "NeuralNetworks", "SupervisedLearning", "Interchange", "Randomness"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    .target(name: "CSDL2"),
    .target(name: "COpenBLAS"),
    .target(name: "CKernels"),
    .target(name: "Tensors", dependencies: ["CKernels", "COpenBLAS"], swiftSettings: strict),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "Persistence", dependencies: ["CZlib"], swiftSettings: strict),
    .target(
      name: "NeuralNetworks",
      dependencies: ["Tensors", "CKernels", "Randomness", "Persistence"], swiftSettings: strict),
    .target(
      name: "SupervisedLearning",
      dependencies: [
        "NeuralNetworks", "Tensors", "Randomness", "Persistence", "Settings", "CZlib",
        .product(name: "SwiftCSV", package: "SwiftCSV"),
      ], swiftSettings: strict),
    .target(name: "Randomness", swiftSettings: strict),
    .target(name: "Settings", dependencies: ["Persistence"], swiftSettings: strict),
    .target(name: "Scenes", swiftSettings: strict),
    .target(name: "CAssets", path: "Assets/Embedded"),
    .target(
      name: "Assets", dependencies: ["CAssets"], path: "Assets",
      exclude: ["Data", "Embedded", "Fonts", "Pictures", "Runs", "Tuned"],
      swiftSettings: strict),
    .target(
      name: "Interchange",
      dependencies: [
        "NeuralNetworks", "Tensors", "Persistence", "CZlib", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], exclude: ["Protocols"], swiftSettings: strict),
    .target(
      name: "ReinforcementLearning", dependencies: ["CKernels", "Randomness", "Scenes", "Persistence", "Settings"],
      swiftSettings: strict),
    .target(
      name: "Environments",
      dependencies: ["ReinforcementLearning", "CKernels", "Randomness", "Scenes", "Persistence", "Settings"],
      path: "Environments", swiftSettings: strict),
    .target(
      name: "Agents",
      dependencies: ["ReinforcementLearning", "NeuralNetworks", "Tensors", "Randomness", "Persistence", "Settings"],
      path: "Agents", swiftSettings: strict),
    .target(
      name: "Experiments",
      dependencies: [
        "ReinforcementLearning", "Randomness", "Persistence", "Settings",
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: strict),
    .target(name: "Display", dependencies: ["Scenes", "CSDL2", "Assets"], swiftSettings: strict),
    .target(
      name: "Workbench",
      dependencies: [
        "Randomness", "Scenes", "Assets", "ReinforcementLearning", "Environments", "Agents", "Experiments", "Display",
        "NeuralNetworks", "SupervisedLearning", "Tensors", "Interchange", "Persistence", "Settings",
      ], swiftSettings: strict),
    .executableTarget(
      name: "tarn",
      dependencies: [
        "Workbench", "Randomness", "Scenes", "ReinforcementLearning", "Environments", "Agents", "Experiments",
        "Display", "NeuralNetworks", "SupervisedLearning", "Tensors", "Interchange", "Persistence",
        "Settings",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      // The Swift libraries go into the binary: it starts in 5 ms instead of 10 and runs where Swift is not installed.
      linkerSettings: [
        .unsafeFlags([
          "-static-stdlib", "-l_FoundationCShims", "-l_FoundationCollections", "-l_FoundationICU", "-lCoreFoundation",
          "-l_FoundationICU", "-lstdc++", "-Xclang-linker", "-no-pie",
        ])
      ]),

    .target(
      name: "TestSupport",
      dependencies: [
        "ReinforcementLearning", "Randomness", "Scenes", "Tensors", "NeuralNetworks", "Settings", "Persistence",
      ],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "RandomnessTests", dependencies: ["Randomness", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "SettingsTests", dependencies: ["Settings", "Persistence"], swiftSettings: strict),
    .testTarget(
      name: "ReinforcementLearningTests",
      dependencies: ["ReinforcementLearning", "Randomness", "Settings", "Persistence"],
      swiftSettings: strict),
    .testTarget(
      name: "EnvironmentsTests",
      dependencies: [
        "CKernels", "Environments", "Experiments", "ReinforcementLearning", "Randomness", "Scenes", "TestSupport",
        "Persistence", "Settings",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AgentsTests",
      dependencies: [
        "Agents", "Environments", "Experiments", "NeuralNetworks", "ReinforcementLearning", "Randomness", "Settings",
        "Tensors", "TestSupport", "Persistence",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Environments", "ReinforcementLearning", "Randomness", "Settings", "TestSupport", "Persistence",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "DisplayTests", dependencies: ["Display", "Scenes", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "CKernels", "Randomness", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "NeuralNetworksTests",
      dependencies: ["NeuralNetworks", "Tensors", "Randomness", "Persistence", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SupervisedLearningTests",
      dependencies: [
        "SupervisedLearning", "NeuralNetworks", "Tensors", "Randomness", "Assets", "Persistence",
        "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "InterchangeTests",
      dependencies: ["Interchange", "Tensors", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: ["Workbench", "Experiments", "ReinforcementLearning", "Settings", "Persistence", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "CommandTests", dependencies: ["TestSupport", "Randomness"], swiftSettings: strict),
    .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: strict),
  ]
)
