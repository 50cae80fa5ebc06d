/**
 * What key ids and secrets look like, per provider: enough to notice that the two were pasted into each
 * other's place before the secret is sent anywhere as if it were a name.
 */
import type { Provider } from '../../shared/settings.ts';

interface Shape {
  readonly id: RegExp;
  readonly secret: RegExp;
}

/**
 * IAM reference, "Unique identifiers": AKIA long-term, ASIA temporary; secrets are 40 of the base64 letters.
 */
const AWS: Shape = { id: /^(?:AKIA|ASIA)[A-Z2-7]{16}$/, secret: /^[A-Za-z0-9/+]{40}$/ };
/** R2 refuses other lengths: "Credential access key has length …, should be 32". */
const R2: Shape = { id: /^[0-9a-f]{32}$/i, secret: /^[0-9a-f]{64}$/i };
/** keyID: cluster number, account, key number; applicationKey: `K` form, or the older 42 hex digits. */
const B2: Shape = { id: /^\d{3}[0-9a-f]{22}$/, secret: /^(?:K\d{3}[A-Za-z0-9/+]{27}|\d{3}[0-9a-f]{39})$/ };

const SHAPES: Readonly<Partial<Record<Provider, Shape>>> = { s3: AWS, r2: R2, b2: B2 };

/**
 * Whether id and secret certainly stand in each other's place: the id has a secret's shape and the secret an
 * id's. Servers of other makers choose their own shapes; for `s3-compatible` only the AWS one is looked for.
 */
export function looksSwapped(provider: Provider, id: string, secret: string): boolean {
  const shape = SHAPES[provider] ?? AWS;
  return shape.id.test(secret) && shape.secret.test(id);
}

/** Whether an id or secret may be this provider's; `true` where nobody knows what they look like. */
export function hasShape(provider: Provider, kind: keyof Shape, value: string): boolean {
  return SHAPES[provider]?.[kind].test(value) ?? true;
}

/**
 * A weaker sign, to be used only after the server has refused the id: an id longer than its secret. Every
 * maker's secrets are longer than its ids.
 */
export function mayBeSwapped(provider: Provider, id: string, secret: string): boolean {
  return looksSwapped(provider, id, secret) || (provider === 's3-compatible' && id.length > secret.length);
}
