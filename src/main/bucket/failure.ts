/**
 * A failed request, taken apart: the facts that `mapFailure` (s3-errors.ts) turns into an error code.
 */
import type { ErrorCode, ErrorData } from '../../shared/errors.ts';
import type { Provider } from '../../shared/settings.ts';

/** What was being asked; `inspect`: questions about the bucket itself, as the connection test asks them. */
export type Operation = 'put' | 'get' | 'list' | 'delete' | 'inspect';

/** A server's refusal, taken apart. Header names are lower-case. */
export interface ServerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** `<Code>` of an S3 error document; `null` when the body was not one. */
  readonly code: string | null;
  readonly message: string;
  /** `<Region>`, `<Endpoint>`, `<ServerTime>` of the error document. */
  readonly region?: string | null;
  readonly endpoint?: string | null;
  readonly serverTime?: string | null;
  /** A body that is there but is neither empty nor XML: a web page, JSON, plain text. */
  readonly foreignBody: boolean;
}

/** A failure of the network or TLS, as Node reports it. */
export interface NetworkFailure {
  readonly code: string;
  readonly message: string;
  readonly hostname?: string | undefined;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly status?: number | undefined;
}

export interface Failure {
  readonly operation: Operation;
  readonly provider: Provider;
  readonly bucket: string;
  /** Host and port of the endpoint, as a person would recognise it. */
  readonly host: string;
  /** Region the request was signed for. */
  readonly region: string;
  readonly key?: string | undefined;
  readonly accessKeyId: string;
  /** Key id and secret look as if one stood in the place of the other. */
  readonly looksSwapped: boolean;
  /** `host:port` of the proxy that such a request goes through, if any. */
  readonly proxy: string | null;
  /** Local clock, milliseconds since 1970. */
  readonly now: number;
  readonly answer?: ServerAnswer;
  readonly network?: NetworkFailure;
}

/** An error code with what goes along. */
export type Verdict = readonly [ErrorCode, ErrorData];
