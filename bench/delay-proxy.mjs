/**
 * A TCP proxy on loopback that makes every round trip longer, and counts HTTP requests and bytes. Runs as a process
 * of its own: `node delay-proxy.mjs TARGET_PORT DELAY_MS`. Says `{port}` to its parent; every message from the
 * parent is answered with the counts since the last one.
 *
 * Half of the delay is added in each direction, and one whole delay to opening a connection, as the handshake is a
 * round trip too. Bandwidth is not limited.
 */
import net from 'node:net';

/** Bytes that may wait for a slow reader before the writer is held back. */
const HIGH_WATER = 4 * 1024 * 1024;
const REQUEST = /^(?:GET|PUT|POST|HEAD|DELETE) \//;

const [targetPort, delayMs] = process.argv.slice(2).map(Number);
const counts = { requests: 0, bytesUp: 0, bytesDown: 0 };

/** Passes data on, each chunk not before its time and in order. */
function delayed(source, sink, notBefore, count) {
  const waiting = [];
  let timer = null;
  const flush = () => {
    timer = null;
    while (waiting.length > 0 && waiting[0].due <= performance.now() + 0.5) {
      const { chunk } = waiting.shift();
      if (chunk === null) sink.end();
      else if (!sink.write(chunk) && sink.writableLength > HIGH_WATER) source.pause();
    }
    if (waiting.length > 0) timer = setTimeout(flush, Math.max(0, waiting[0].due - performance.now()));
  };
  const pass = (chunk) => {
    const due = Math.max(performance.now(), notBefore) + delayMs / 2;
    waiting.push({ due, chunk });
    timer ??= setTimeout(flush, Math.max(0, due - performance.now()));
  };
  source.on('data', (chunk) => {
    count(chunk);
    if (delayMs > 0) pass(chunk);
    else if (!sink.write(chunk) && sink.writableLength > HIGH_WATER) source.pause();
  });
  sink.on('drain', () => source.resume());
  source.on('end', () => (delayMs > 0 ? pass(null) : sink.end()));
  const close = () => {
    clearTimeout(timer);
    sink.destroy();
  };
  source.on('error', close);
  sink.on('error', () => source.destroy());
}

const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const upstream = net.connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  const opened = performance.now() + delayMs;
  delayed(client, upstream, opened, (chunk) => {
    counts.bytesUp += chunk.length;
    if (REQUEST.test(chunk.toString('latin1', 0, 8))) counts.requests += 1;
  });
  delayed(upstream, client, 0, (chunk) => (counts.bytesDown += chunk.length));
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  process.send({ ...counts });
  Object.assign(counts, { requests: 0, bytesUp: 0, bytesDown: 0 });
});
process.on('disconnect', () => process.exit(0));
