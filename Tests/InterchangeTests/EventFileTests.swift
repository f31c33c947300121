import Interchange
import Testing

/// TensorBoard's records, byte for byte.
struct EventFileTests {
  @Test func scalarRecordIsTheFormatsOwn() {
    let record = EventFile.scalarRecord("loss", 0.5, step: 7, wallTime: 1)
    let golden = "1a00000000000000129bd82d09000000000000f03f10072a0d0a0b0a046c6f7373150000003f862c9a2f"
    let text = record.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    #expect(text == golden)
  }
}
