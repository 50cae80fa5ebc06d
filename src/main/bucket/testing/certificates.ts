/**
 * X.509 certificates made on the spot, good and bad, so that no private key lies in the repository and none
 * ever expires by itself. Just enough DER for a TLS server (RFC 5280).
 */
import crypto from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface CertificateOptions {
  /** Host names and IPv4 addresses it is for. Default `localhost`, 127.0.0.1. */
  readonly hosts?: readonly string[];
  /** Default: an hour ago. */
  readonly notBefore?: Date;
  /** Default: in an hour. */
  readonly notAfter?: Date;
  /** Who signs it; default: itself. */
  readonly issuer?: Certificate;
}

export interface Certificate {
  /** PEM of the certificate. */
  readonly cert: string;
  /** PEM of its private key. */
  readonly key: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

const HOUR_MS = 3_600_000;

export function createCertificate(name: string, options: CertificateOptions = {}): Certificate {
  const { hosts = ['localhost', '127.0.0.1'], issuer } = options;
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const notBefore = options.notBefore ?? new Date(Date.now() - HOUR_MS);
  const notAfter = options.notAfter ?? new Date(Date.now() + HOUR_MS);
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), crypto.randomBytes(8)])),
    sequence(ECDSA_WITH_SHA256),
    commonName(issuer?.name ?? name),
    sequence(time(notBefore), time(notAfter)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(basicConstraints(), subjectAltName(hosts))),
  );
  const signature = crypto.sign('sha256', content, issuer?.privateKey ?? privateKey);
  const der = sequence(content, sequence(ECDSA_WITH_SHA256), bitString(signature));
  const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), name, privateKey };
}

function tagged(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
const octets = (content: Buffer): Buffer => tagged(0x04, content);
const bitString = (content: Buffer): Buffer => tagged(0x03, Buffer.concat([Buffer.from([0]), content]));
const ECDSA_WITH_SHA256 = oid('2a8648ce3d040302');

function commonName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))));
}

/** GeneralizedTime, `20261122151030Z`. */
function time(date: Date): Buffer {
  return tagged(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));
}

/** cA: true, so that the same certificate may sign others. */
function basicConstraints(): Buffer {
  return sequence(oid('551d13'), octets(sequence(tagged(0x01, Buffer.from([0xff])))));
}

function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => {
    const address = /^\d+(?:\.\d+){3}$/.test(host);
    return address ? tagged(0x87, Buffer.from(host.split('.').map(Number))) : tagged(0x82, Buffer.from(host));
  });
  return sequence(oid('551d11'), octets(sequence(...names)));
}
