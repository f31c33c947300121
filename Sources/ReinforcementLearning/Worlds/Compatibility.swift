public typealias World = Environment
public typealias TabularEnvironment = TabularEnvironment
public typealias FeatureEnvironment = FeatureEnvironment
public typealias FeatureEnvironment = FeatureEnvironment
