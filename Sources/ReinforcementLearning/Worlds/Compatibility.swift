public typealias World = Environment
public typealias TabularWorld = TabularEnvironment
public typealias FeatureWorld = FeatureEnvironment
public typealias ArrayWorld = FeatureEnvironment
