/** Largest body of a request, and largest line of a stream, in bytes. */
export const bodyBytesMax = 524_288;
