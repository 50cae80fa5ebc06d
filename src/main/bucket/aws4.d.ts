/** The part of aws4 1.13 that is used here; the package brings no types. */
declare module 'aws4' {
  interface SignableRequest {
    readonly service: string;
    readonly region: string;
    readonly method: string;
    /** Percent-encoded, with the query. */
    path: string;
    headers: Record<string, string | number>;
  }
  interface SigningCredentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  }
  /** Adds `Authorization`, `X-Amz-Date` and the like to a copy of `headers` that replaces it. */
  export function sign<Request extends SignableRequest>(
    request: Request,
    credentials: SigningCredentials,
  ): Request;
}
