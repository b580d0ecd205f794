/**
 * Largest body of a request, and largest line of a stream, in bytes: the largest order, however it
 * is indented.
 */
export const bodyBytesMax = 1_048_576;
