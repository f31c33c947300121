public import Tensors

/// What the policy gradient theorem climbs (Williams, 1992; Sutton and Barto, 2nd edition, section 13.1):
///
///     J = E[A ln pi(a | s)],   grad J = E[A grad ln pi(a | s)]
///
/// - Parameters:
///   - logProbability: ln pi(a | s) of what was done, [batch].
///   - advantages: A, [batch]: constants. What does not depend on the action may be subtracted from them.
/// - Returns: J, a scalar to be maximised.
public func policyGradientObjective(logProbability: Tensor, advantages: Tensor) -> Tensor {
  (advantages * logProbability).mean()
}

/// The clipped surrogate of proximal policy optimisation (Schulman et al., 2017, equation 7):
///
///     L = E[min(rho A, clip(rho, 1 - c, 1 + c) A)],   rho = pi(a | s) / pi_old(a | s)
///
/// Where rho has moved further than c in the direction that A asks for, nothing pulls it on.
///
/// - Parameters:
///   - logRatio: ln rho = ln pi - ln pi_old of what was done, [batch].
///   - advantages: A, [batch]: constants.
///   - clip: c, above 0.
/// - Returns: L, a scalar to be maximised.
public func clippedSurrogate(logRatio: Tensor, advantages: Tensor, clip: Double) -> Tensor {
  let ratio = logRatio.exp()
  return Tensor.minimum(ratio * advantages, ratio.clamped(to: (1 - clip)...(1 + clip)) * advantages).mean()
}
