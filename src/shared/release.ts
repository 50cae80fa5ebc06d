/**
 * Gives the memory of a large buffer back at once. The garbage collector does not hurry for memory outside of its heap:
 * while parts of 8 MiB were sealed one after the other, it let 100 MB gather.
 */

/** Smaller ones are not worth it. */
const LEAST_BYTES = 16 * 1024;
/** Node's own pools, out of which small buffers are cut, are smaller. */
const UNSHARED_BYTES = 128 * 1024;

/** Nobody may hold any view of the memory that `bytes` is a view of, nor may it be on its way to a file or a socket. */
export function release({ buffer, byteLength }: Uint8Array): void {
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < LEAST_BYTES) return;
  if (byteLength === buffer.byteLength || buffer.byteLength >= UNSHARED_BYTES) buffer.transfer(0);
}
