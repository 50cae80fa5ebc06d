/** Pictures that were dropped or pasted, as the main process takes them. */

/** 20 MiB: as base64 it is what the contract takes at most. */
const MAX_BYTES = 20 * 1024 * 1024;

/** The first picture of what was dropped or pasted; `null` when there is none, or it is too large. */
export function pictureOf(data: DataTransfer | null): File | null {
  const files = [...(data?.files ?? [])];
  return files.find((file) => file.type.startsWith('image/') && file.size <= MAX_BYTES) ?? null;
}

/** @throws what the reader says when the file cannot be read */
export function toBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => reject(reader.error ?? new Error('not readable'));
    reader.readAsDataURL(file);
  });
}
