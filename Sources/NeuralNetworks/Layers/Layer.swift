public import Randomness
public import Tensors

/// A module from one tensor to one tensor.
///
/// Its two modes are two functions. Evaluation, `layer(x)`, is pure. Training may draw random numbers (dropout) and move
/// running statistics (batch normalisation); layers that do neither leave it to the default.
public protocol Layer: Module {
  /// Evaluation.
  func callAsFunction(_ input: Tensor) -> Tensor
  /// Training.
  mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor
}

extension Layer {
  /// The same as evaluation.
  @inlinable
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor { self(input) }
}

/// Layers without parameters have nothing to visit.
public protocol ParameterlessLayer: Layer {}

extension ParameterlessLayer {
  /// Nothing.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {}
}
