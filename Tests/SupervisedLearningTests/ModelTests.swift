import NeuralNetworks
import Randomness
import SupervisedLearning
import Tensors
import Testing

/// Named models and what they are for.
struct ModelTests {
  @Test func everyNamedModelGivesWhatItsDataNeed() throws {
    var random = Seed(7).generator()
    let images = Dataset(
      problem: .singleLabel, features: .zeros([2, 8, 8, 1]), targets: .zeros([2]), outputNames: ["a", "b", "c"])
    let sequences = SyntheticData.adding(count: 2, length: 6, using: &random)
    let labelled = SyntheticData.reverse(count: 2, length: 6, symbols: 4, using: &random)
    var built = 0
    for entry in ModelCatalogue.all {
      for data in [images, sequences, labelled] {
        guard let layers = try? ModelCatalogue.layers(entry.name, for: data) else { continue }
        let (model, shape) = try ModelBuilder.build(layers, exampleShape: data.exampleShape, using: &random)
        let outputs = model(data.features)
        #expect(Array(outputs.shape) == [2] + Array(shape))
        #expect(data.problem.loss(outputs, data.targets).value.isFinite)
        built += 1
      }
    }
    #expect(built >= 2 * ModelCatalogue.all.count - 4)
    #expect { try ModelCatalogue.layers("lenet", for: sequences) } throws: { "\($0)".contains("takes images") }
    #expect { try ModelCatalogue.layers("lstmm", for: sequences) } throws: { "\($0)".contains("did you mean 'lstm'") }
  }
}
