/** The source cannot be read as it stands; the message names the place and what was expected. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
