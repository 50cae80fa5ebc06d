/** The format once more, in plain node:crypto after docs/format.md: for `generate.mjs` only. */
import { createCipheriv, createHash, hkdfSync } from 'node:crypto';

export const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
export const OTHER_KEY = Buffer.alloc(32, 0x77);
export const VAULT = '5f0c2a4e-8f57-4c0e-9d51-6f1f3a2b4c5d';
export const OTHER_VAULT = '00000000-1111-4222-8333-444444444444';
export const LAPTOP = 'laptop_a1b2';
export const DESKTOP = 'desktop_c3d4';

export const sha256 = (data) => createHash('sha256').update(data).digest();
export const ivOf = (name) => sha256(`iv of ${name}`).subarray(0, 16);

export function envelope(key, iv, plaintext) {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
}

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

export const subkey = (purpose) => Buffer.from(hkdfSync('sha256', KEY, '', `cc-sessions/v1/${purpose}`, 32));

export function framed(header, packed, length) {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(length ?? json.length);
  return Buffer.concat([prefix, json, packed]);
}

export const error = (code, field) => (field === undefined ? { error: code } : { error: code, field });
export const flip = (at) => (sealed) => {
  const copy = Buffer.from(sealed);
  copy[at < 0 ? copy.length + at : at] ^= 0x01;
  return copy;
};
export const withoutKey = (memory, name) =>
  Object.fromEntries(Object.entries(memory).filter(([key]) => key !== name));
