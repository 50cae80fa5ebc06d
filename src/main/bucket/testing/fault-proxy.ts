/**
 * A TCP proxy that makes a network bad: delay per round trip, connections cut after so many bytes, connections
 * refused. Settings may be changed while it runs; they hold for new connections, the delay for all.
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
    const cut = (): void => {
      if (settings.cuts !== null) settings.cuts -= 1;
      client.resetAndDestroy();
      upstream.destroy();
    };
    forward(
      client,
      upstream,
      () => settings.delayMs / 2,
      () => limit(settings, settings.cutAfterUp),
      cut,
    );
    forward(
      upstream,
      client,
      () => settings.delayMs / 2,
      () => limit(settings, settings.cutAfterDown),
      cut,
    );
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

function limit(settings: NetworkFaults, bytes: number | null): number | null {
  return settings.cuts === 0 ? null : bytes;
}

/** Passes bytes on in order, each chunk as late as it is to be; timers of one length fire in order. */
function forward(
  from: net.Socket,
  to: net.Socket,
  delay: () => number,
  most: () => number | null,
  cut: () => void,
): void {
  let passed = 0;
  const later = (work: () => void): void => {
    const wait = delay();
    if (wait > 0) setTimeout(work, wait);
    else work();
  };
  from.on('data', (chunk) => {
    const end = most();
    const rest = end === null ? chunk.length : Math.max(0, end - passed);
    passed += chunk.length;
    const part = chunk.subarray(0, rest);
    later(() => {
      if (!to.destroyed && part.length > 0) to.write(part);
      // Let what was allowed arrive before the connection is torn down.
      if (end !== null && passed >= end) setTimeout(cut, 5);
    });
  });
  from.on('end', () => later(() => to.end()));
  from.on('close', () => later(() => to.destroy()));
}
