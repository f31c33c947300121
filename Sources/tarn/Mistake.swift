import ArgumentParser
import Persistence

/// What was typed and cannot be, as the one sentence that every command gives.
enum Mistake {
  /// - Throws: ``InputError`` where the first word is no command.
  static func checkCommand(of arguments: [String]) throws(InputError) {
    let known = Tarn.configuration.subcommands.compactMap { $0.configuration.commandName }
    var words = arguments.prefix { !$0.hasPrefix("-") }
    if words.first == "help" { words = words.dropFirst() }
    // Completion scripts ask by an option before the command.
    guard let word = words.first, !known.contains(word) else { return }
    throw InputError.unknown("command", word, among: known, list: "tarn help")
  }

  /// An error's sentence; the parser's own are put in the words of the others.
  static func sentence(for error: any Error, _ arguments: [String]) -> String {
    if Tarn.exitCode(for: error) != .validationFailure { return Tarn.message(for: error) }
    let command = arguments.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
    let help = "tarn help" + (command.map { " \($0)" } ?? "")
    return "\(sentence(Tarn.message(for: error), Tarn.fullMessage(for: error))) (see: \(help))"
  }

  /// - Parameters:
  ///   - message: `The value 'x' is invalid for '--steps <steps>': it takes ...`, and the like.
  ///   - full: the same with a line `Help:  <environment>  The environment ...` where an argument is missing.
  private static func sentence(_ message: String, _ full: String) -> String {
    let quoted = message.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
    if message.hasPrefix("The value '"), quoted.count >= 5 {
      let name = quoted[quoted.count >= 5 ? 3 : 1].prefix { $0 != " " }
      let rest = quoted.dropFirst(4).joined(separator: "'")
      return "\(name) cannot be '\(quoted[1])'\(choices(rest))"
    }
    if message.hasPrefix("Missing expected argument '"), quoted.count >= 2 {
      let meaning =
        full.split(separator: "\n").first { $0.hasPrefix("Help:") }?
        .split(separator: ">").dropFirst().joined(separator: ">").trimmed ?? ""
      return "\(quoted[1]) is missing\(meaning.isEmpty ? "" : ": \(meaning.uncapitalized)")"
    }
    return message.replacing(". Did you mean", with: "; did you mean").uncapitalized
  }

  /// `. Please provide one of the following:` and a list become `; it takes a, b or c`.
  private static func choices(_ rest: String) -> String {
    let names: [String]
    if rest.contains("\n") {
      names = rest.split(separator: "\n").dropFirst().map { String($0.trimmed.dropFirst(2)) }
    } else if rest.hasPrefix(". Please provide one of ") {
      names = rest.split(separator: "'").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    } else {
      return rest.hasPrefix(": ") ? "; \(rest.dropFirst(2))" : rest
    }
    return "; it takes \(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")"
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace || $0 == "." }.reversed())
  }

  fileprivate var uncapitalized: String {
    // Words such as NAN or ID stay as they are.
    dropFirst().first?.isUppercase ?? false == false ? prefix(1).lowercased() + dropFirst() : String(self)
  }
}
