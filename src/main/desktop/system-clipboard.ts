/** The clipboard, of Electron 45 (asynchronous, by MIME type) and of versions before it (at once, by kind). */
import { clipboard, type NativeImage } from 'electron';

interface EarlierClipboard {
  readImage?: () => NativeImage;
}

/** PNG; `null`: no picture on it. */
export async function clipboardImage(): Promise<Uint8Array | null> {
  const earlier = clipboard as unknown as EarlierClipboard;
  if (typeof earlier.readImage === 'function') {
    const image = earlier.readImage();
    return image.isEmpty() ? null : image.toPNG();
  }
  for (const item of await clipboard.read()) {
    if (!item.types.includes('image/png')) continue;
    const blob = await item.getType<'image/png'>('image/png');
    return new Uint8Array(await blob.arrayBuffer());
  }
  return null;
}

export async function clipboardText(): Promise<string> {
  return clipboard.readText();
}

export async function writeClipboard(text: string): Promise<void> {
  await clipboard.writeText(text);
}
