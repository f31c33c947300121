public import Persistence
internal import SwiftCSV

/// A file of comma-separated values as text, each row with the line it starts on.
public struct CSVTable: Sendable {
  /// One row of text.
  public struct Row: Sendable {
    /// Of the file, from 1.
    public var line: Int
    /// As many as there are columns.
    public var fields: [String]
  }

  /// The file, for sentences.
  public var path: String
  /// Their names; `column1` and so on without a header.
  public var columns: [String]
  /// In the order of the file.
  public var rows: [Row]
  /// What was left out under ``BadRows/skip``: one sentence a row.
  public var skipped: [String] = []

  /// Whether the first row names the columns.
  public enum Header: String, Sendable, CaseIterable {
    /// A first row without any number is a header.
    case automatic, present, absent
  }

  /// What to do with a row that has too few or too many fields.
  public enum BadRows: Sendable { case refuse, skip }

  /// Texts that stand for a missing value.
  public static let missing: Set<String> = ["", "?", "NA", "N/A", "NaN", "nan", "null", "None"]

  /// Reads a file in UTF-8.
  ///
  /// - Parameter delimiter: by default the one of comma, semicolon and tab that the first line has most of.
  /// - Throws: ``InputError`` naming file and line where it is not a table.
  public init(
    path: String, header: Header = .automatic, delimiter: Character? = nil, badRows: BadRows = .refuse
  ) throws(InputError) {
    let bytes = try Files.read(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError("'\(path)' is not text in UTF-8; a table is a text file with one row a line")
    }
    try self.init(text: text, path: path, header: header, delimiter: delimiter, badRows: badRows)
  }

  /// The same of a text; `path` is for sentences.
  ///
  /// - Throws: ``InputError`` naming the line where it is not a table.
  public init(
    text: String, path: String, header: Header = .automatic, delimiter: Character? = nil, badRows: BadRows = .refuse
  ) throws(InputError) {
    self.path = path
    rows = []
    let body = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let first = body.prefix { !$0.isNewline }
    let guessed = [",", ";", "\t"].max { a, b in
      first.count { $0 == a } < first.count { $0 == b }
    }
    var found: [Row] = []
    var line = 1
    do {
      let csv = try EnumeratedCSV(
        string: body, delimiter: .character(delimiter ?? guessed ?? ","), loadColumns: false)
      try csv.enumerateAsArray(startAt: 0, rowLimit: nil) { fields in
        let isBlank = fields.allSatisfy { $0.isEmpty } && fields.count <= 1
        if !isBlank { found.append(Row(line: line, fields: fields.map(Self.trimmed))) }
        // Quoted fields may run over several lines.
        line += 1 + fields.reduce(0) { $0 + $1.count { $0.isNewline } }
      }
    } catch {
      throw InputError("'\(path)', line \(Self.unparsedLine(of: body)): the quotation marks do not pair up")
    }
    guard let top = found.first else { throw InputError("'\(path)' has no rows") }
    let isHeader =
      header == .present
      || (header == .automatic && found.count > 1 && top.fields.allSatisfy { Double($0) == nil && !$0.isEmpty })
    columns = isHeader ? top.fields : (1...top.fields.count).map { "column\($0)" }
    let names = columns
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw InputError("'\(path)', line \(top.line): two columns are called '\(twice)'")
    }
    for row in found.dropFirst(isHeader ? 1 : 0) {
      var row = row
      // The parser leaves out an empty last field at the end of the file.
      if row.fields.count == columns.count - 1, row.line == found.last?.line, body.last?.isNewline == false {
        row.fields.append("")
      }
      if row.fields.count == columns.count {
        rows.append(row)
        continue
      }
      let sentence =
        "'\(path)', line \(row.line): \(row.fields.count) field\(row.fields.count == 1 ? "" : "s") "
        + "where the table has \(columns.count)"
      guard badRows == .skip else { throw InputError(sentence) }
      skipped.append(sentence)
    }
    guard !rows.isEmpty else { throw InputError("'\(path)' has no rows below its header") }
  }

  /// The first line after which the text cannot be parsed: found by halving, since all that follow cannot either.
  private static func unparsedLine(of text: String) -> Int {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var (low, high) = (1, lines.count)
    while low < high {
      let middle = (low + high) / 2
      let part = lines.prefix(middle).joined(separator: "\n") + "\n"
      if (try? EnumeratedCSV(string: part, delimiter: .comma, loadColumns: false)) == nil {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }

  private static func trimmed(_ field: String) -> String {
    var part = field[...]
    while let last = part.last, last.isWhitespace { part.removeLast() }
    while let first = part.first, first.isWhitespace { part.removeFirst() }
    return String(part)
  }

  /// - Throws: ``InputError`` naming the columns there are.
  public func column(_ name: String) throws(InputError) -> Int {
    if let index = columns.firstIndex(of: name) { return index }
    if let number = Int(name), number >= 1, number <= columns.count { return number - 1 }
    let hint = InputError.closest(to: name, among: columns).map { "; did you mean '\($0)'?" } ?? ""
    let shown = columns.prefix(12).joined(separator: ", ") + (columns.count > 12 ? ", ..." : "")
    throw InputError(
      "'\(path)' has no column '\(name)'\(hint) (columns: \(shown); or a number from 1 to \(columns.count))")
  }
}
