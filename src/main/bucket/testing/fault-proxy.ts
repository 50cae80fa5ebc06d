/**
 * A TCP proxy that makes a network bad: delay per round trip, connections cut after so many bytes,
 * connections refused. Settings may be changed while it runs; they hold for new connections, the delay for
 * all.
 */
import net from 'node:net';

export interface NetworkFaults {
  /** Added to each round trip, half of it on the way up, half on the way down. */
  delayMs: number;
  /** Cuts a connection after so many bytes towards the server; `null`: never. */
  cutAfterUp: number | null;
  /** Cuts a connection after so many bytes towards the client; `null`: never. */
  cutAfterDown: number | null;
  /** Connections to cut, then no more; `null`: all. */
  cuts: number | null;
  /** Closes new connections at once. */
  refuse: boolean;
}

export interface FaultProxy {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly faults: NetworkFaults;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Resets all connections that are open now. */
  resetAll(): void;
  close(): Promise<void>;
}

export async function startFaultProxy(
  targetPort: number,
  faults: Partial<NetworkFaults> = {},
): Promise<FaultProxy> {
  const settings: NetworkFaults = {
    delayMs: 0,
    cutAfterUp: null,
    cutAfterDown: null,
    cuts: null,
    refuse: false,
    ...faults,
  };
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    connections += 1;
    if (settings.refuse) return void client.resetAndDestroy();
    const upstream = net.connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
    }
    const link = new Link(settings, client, upstream);
    link.forward(client, upstream, () => settings.cutAfterUp);
    link.forward(upstream, client, () => settings.cutAfterDown);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    faults: settings,
    get connections() {
      return connections;
    },
    resetAll: () => sockets.forEach((socket) => socket.resetAndDestroy()),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** One connection through the proxy. */
class Link {
  readonly #settings: NetworkFaults;
  readonly #client: net.Socket;
  readonly #upstream: net.Socket;
  #doomed = false;

  constructor(settings: NetworkFaults, client: net.Socket, upstream: net.Socket) {
    this.#settings = settings;
    this.#client = client;
    this.#upstream = upstream;
  }

  /** Passes bytes on in order, each chunk as late as it is to be; timers of one length fire in order. */
  forward(from: net.Socket, to: net.Socket, limit: () => number | null): void {
    let passed = 0;
    from.on('data', (chunk) => {
      if (this.#doomed) return;
      const end = this.#settings.cuts === 0 ? null : limit();
      const part = end === null ? chunk : chunk.subarray(0, Math.max(0, end - passed));
      passed += chunk.length;
      this.#later(() => void (to.destroyed || to.write(part)));
      if (end !== null && passed >= end) this.#cut();
    });
    from.on('end', () => this.#later(() => to.end()));
    from.on('close', () => this.#later(() => to.destroy()));
  }

  #cut(): void {
    this.#doomed = true;
    if (this.#settings.cuts !== null) this.#settings.cuts -= 1;
    // What was allowed arrives before the connection is torn down.
    setTimeout(
      () => {
        this.#client.resetAndDestroy();
        this.#upstream.destroy();
      },
      this.#settings.delayMs / 2 + 5,
    );
  }

  #later(work: () => void): void {
    const wait = this.#settings.delayMs / 2;
    if (wait > 0) setTimeout(work, wait);
    else work();
  }
}
