public import Persistence
public import Tensors

/// How the rows of a table become numbers; fitted on the training rows, saved beside the model, applied to later files.
public struct TablePreprocessing: Sendable, Codable, Hashable {
  /// A column of features.
  public struct Column: Sendable, Codable, Hashable {
    /// As the table has it.
    public var name: String
    /// The values of a column of words; empty for numbers.
    public var categories: [String]
    /// What stands in for a missing number: the mean of the training rows.
    public var fill: Double
  }

  /// The name of the column to predict.
  public var label: String
  /// The features, in order.
  public var columns: [Column]
  /// What is predicted.
  public var problem: Problem
  /// Names of the classes in order of index; the label itself for numbers.
  public var outputNames: [String]

  /// Numbers a row becomes: one for a number, one for each category of words.
  public var featureCount: Int { columns.reduce(0) { $0 + max($1.categories.count, 1) } }

  /// Looks at `rows` of a table.
  ///
  /// - Parameters:
  ///   - label: the column to predict.
  ///   - ignored: columns that are not features.
  ///   - problem: what is predicted; by default numbers if the label has fractions or more than 20 values.
  /// - Throws: ``InputError`` naming line and column of what cannot be used.
  public init(
    fitting table: CSVTable, rows: [Int], label: Int, ignored: Set<Int> = [], problem wanted: Problem? = nil
  ) throws(InputError) {
    self.label = table.columns[label]
    columns = []
    for index in table.columns.indices where index != label && !ignored.contains(index) {
      let values = rows.map { table.rows[$0].fields[index] }.filter { !CSVTable.missing.contains($0) }
      let numbers = values.compactMap { Double($0) }.filter { $0.isFinite }
      if numbers.count == values.count, !numbers.isEmpty {
        columns.append(
          Column(name: table.columns[index], categories: [], fill: numbers.reduce(0, +) / Double(numbers.count)))
      } else if values.isEmpty {
        throw InputError(
          "'\(table.path)': column '\(table.columns[index])' has no value in any training row; ignore it")
      } else if Double(numbers.count) > 0.5 * Double(values.count) {
        let row = table.rows.first { Double($0.fields[index]) == nil && !CSVTable.missing.contains($0.fields[index]) }
        throw InputError(
          "'\(table.path)', line \(row?.line ?? 0): '\(row?.fields[index] ?? "")' in column '\(table.columns[index])' is "
            + "not a number as most of the column are")
      } else {
        let categories = Set(values).sorted()
        guard categories.count <= 100 else {
          throw InputError(
            "'\(table.path)': column '\(table.columns[index])' has \(categories.count) different words; a feature may have "
              + "up to 100 (ignore it with --ignore)")
        }
        columns.append(Column(name: table.columns[index], categories: categories, fill: 0))
      }
    }
    guard !columns.isEmpty else { throw InputError("'\(table.path)' has no column beside the label '\(self.label)'") }
    let labels = table.rows.map { $0.fields[label] }
    let numbers = labels.compactMap { Double($0) }
    let distinct = Set(labels)
    let looksNumeric =
      numbers.count == labels.count && (distinct.count > 20 || numbers.contains { $0 != $0.rounded() })
    problem = wanted ?? (looksNumeric ? .regression : .singleLabel)
    switch problem {
    case .regression:
      outputNames = [self.label]
    case .binary, .singleLabel, .multiLabel:
      let names = distinct.subtracting(CSVTable.missing)
      // Numbers in their own order, words in the alphabet's.
      outputNames =
        names.allSatisfy { Double($0) != nil }
        ? names.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) } : names.sorted()
      guard outputNames.count >= 2 else {
        throw InputError(
          "'\(table.path)': the label '\(self.label)' has one value only; there is nothing to tell apart")
      }
      guard problem != .binary || outputNames.count == 2 else {
        throw InputError(
          "'\(table.path)': the label '\(self.label)' has \(outputNames.count) values; a binary problem has two")
      }
      guard problem != .multiLabel else {
        throw InputError("a table has one label column; several labels at once cannot be read from it")
      }
    }
  }

  /// The features of rows, [rows, ``featureCount``].
  ///
  /// - Throws: ``InputError`` naming line and column of a value that was not seen in training or is no number.
  public func features(of table: CSVTable) throws(InputError) -> Tensor {
    var elements: [Double] = []
    elements.reserveCapacity(table.rows.count * featureCount)
    var places: [Int] = []
    for column in columns { places.append(try table.column(column.name)) }
    for row in table.rows {
      for (column, place) in zip(columns, places) {
        let text = row.fields[place]
        let isMissing = CSVTable.missing.contains(text)
        if column.categories.isEmpty {
          guard isMissing || Double(text)?.isFinite == true else {
            throw InputError("'\(table.path)', line \(row.line): '\(text)' in column '\(column.name)' is not a number")
          }
          elements.append(isMissing ? column.fill : Double(text) ?? column.fill)
        } else {
          guard isMissing || column.categories.contains(text) else {
            throw InputError(
              "'\(table.path)', line \(row.line): '\(text)' in column '\(column.name)' was not there in training "
                + "(known: \(column.categories.prefix(8).joined(separator: ", "))\(column.categories.count > 8 ? ", ..." : ""))"
            )
          }
          elements += column.categories.map { $0 == text ? 1 : 0 }
        }
      }
    }
    return Tensor(elements, shape: [table.rows.count, featureCount])
  }

  /// The targets of rows.
  ///
  /// - Throws: ``InputError`` naming the line of a label that is missing or unknown.
  public func targets(of table: CSVTable) throws(InputError) -> Tensor {
    let place = try table.column(label)
    var elements: [Double] = []
    for row in table.rows {
      let text = row.fields[place]
      if problem == .regression {
        guard let value = Double(text), value.isFinite else {
          throw InputError("'\(table.path)', line \(row.line): the label '\(text)' is not a number")
        }
        elements.append(value)
      } else {
        guard let index = outputNames.firstIndex(of: text) else {
          throw InputError(
            "'\(table.path)', line \(row.line): the label '\(text)' is not one of "
              + "\(outputNames.prefix(8).joined(separator: ", "))\(outputNames.count > 8 ? ", ..." : "")")
        }
        elements.append(Double(index))
      }
    }
    return Tensor(elements, shape: problem == .singleLabel ? [elements.count] : [elements.count, 1])
  }
}
