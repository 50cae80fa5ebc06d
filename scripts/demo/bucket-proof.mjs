/** Looks at a bucket as a thief would: every file, searched for anything the sessions say. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** @returns {Promise<{name: string, bytes: Buffer}[]>} every file below a directory, by name */
export async function filesBelow(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async (entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return { name: path.relative(directory, file), bytes: await readFile(file) };
  });
  return (await Promise.all(read)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Words that stand in the sessions and are rare enough not to turn up in noise: eight letters and more. */
export function tellingWords(memories) {
  const words = new Set();
  for (const memory of memories) {
    for (const word of JSON.stringify(memory).match(/[A-Za-z]{8,}/g) ?? []) words.add(word);
  }
  return [...words];
}

/** Names of files that hold one of the words, with the word. */
export function leaks(files, words) {
  const found = [];
  for (const { name, bytes } of files) {
    const text = bytes.toString('latin1');
    const word = words.find((each) => text.includes(each));
    if (word !== undefined) found.push({ name, word });
  }
  return found;
}

/** Bits per byte over all files together: 8 for noise, 4 to 5 for English text or JSON. */
export function entropy(files) {
  const counts = new Array(256).fill(0);
  let total = 0;
  for (const { bytes } of files) {
    for (const byte of bytes) counts[byte] += 1;
    total += bytes.length;
  }
  return counts.reduce(
    (sum, count) => (count === 0 ? sum : sum - (count / total) * Math.log2(count / total)),
    0,
  );
}
