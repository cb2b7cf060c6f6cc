/**
 * CloudTrail's `readOnly` of an operation, told by its name: AWS names reads by a few words. What is not told to be a read is a write, whose
 * event is on disk before its answer leaves: a mistake costs time and loses nothing.
 */
const readWords: readonly string[] = [
  'BatchGet',
  'BatchDescribe',
  'Check',
  'Describe',
  'Discover',
  'Estimate',
  'Filter',
  'Get',
  'Head',
  'List',
  'Lookup',
  'Query',
  'Receive',
  'Scan',
  'Search',
  'Select',
  'Simulate',
  'TransactGet',
  'Validate',
  'View',
];

export function isReadOperation(name: string): boolean {
  return readWords.some((word) => name.startsWith(word) && !isLower(name.charCodeAt(word.length)));
}

/** `Getaway` is no `Get`. */
function isLower(code: number): boolean {
  return code >= 97 && code <= 122;
}
