/** A file is being written to, or is not any more what it was when it was read: the next pass takes it. */
export class CaptureFailure extends Error {
  constructor(path: string) {
    super(`${path} is changing`);
    this.name = 'CaptureFailure';
  }
}
