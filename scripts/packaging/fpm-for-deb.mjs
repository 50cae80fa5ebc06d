#!/usr/bin/env node
/**
 * Makes a .deb with dpkg-deb, taking the arguments electron-builder gives to fpm (`fpm -s dir -t deb …`): for
 * machines that cannot fetch fpm itself, which comes from GitHub.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FLAGS = new Set(['--force', '-f', '--debug']);
const SCRIPTS = {
  'before-install': 'preinst',
  'after-install': 'postinst',
  'before-remove': 'prerm',
  'after-remove': 'postrm',
};

/** Options (each may come several times) and `source=target` pairs. */
function parse(args) {
  const options = new Map();
  const pairs = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at];
    if (FLAGS.has(argument)) continue;
    if (!argument.startsWith('-')) {
      const equals = argument.lastIndexOf('=');
      pairs.push([argument.slice(0, equals), argument.slice(equals + 1)]);
      continue;
    }
    const [name, ...rest] = argument.replace(/^-+/, '').split('=');
    const value = rest.length > 0 ? rest.join('=') : args[++at];
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  return { all: (name) => options.get(name) ?? [], one: (name) => options.get(name)?.at(-1), pairs };
}

function copyFiles(pairs, root) {
  for (const [source, target] of pairs) {
    const place = path.join(root, target);
    if (source.endsWith('/')) {
      mkdirSync(place, { recursive: true });
      execFileSync('cp', ['-a', `${source}.`, place]);
    } else {
      mkdirSync(path.dirname(place), { recursive: true });
      copyFileSync(source, place);
      if (!target.startsWith('/usr/bin/')) chmodSync(place, 0o644);
    }
  }
  execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', root]);
}

/** Debian Policy, 5.3: the fields of a binary package's control file. */
function controlFile({ all, one }, installedKilobytes) {
  const [synopsis = '', ...more] = (one('description') ?? '').split('\n');
  const body = more.map((line) => `\n ${line.trim() || '.'}`).join('');
  const fields = {
    Package: one('name'),
    Version: one('version') + (one('iteration') ? `-${one('iteration')}` : ''),
    Vendor: one('vendor'),
    Architecture: one('architecture'),
    Maintainer: one('maintainer'),
    'Installed-Size': installedKilobytes,
    Depends: all('d').concat(all('depends')).join(', '),
    Recommends: all('deb-recommends').join(', '),
    Section: one('category') ?? 'default',
    Priority: one('deb-priority') ?? 'optional',
    Homepage: one('url'),
    Description: (synopsis.trim() || more.join(' ').trim()) + body,
  };
  const lines = Object.entries(fields).filter(([, value]) => value);
  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

const request = parse(process.argv.slice(2));
if (request.one('t') !== 'deb') {
  process.stderr.write(`only deb packages can be made here, not ${request.one('t')}\n`);
  process.exit(2);
}
const scratch = mkdtempSync(path.join(tmpdir(), 'cc-deb-'));
try {
  const root = path.join(scratch, 'root');
  copyFiles(request.pairs, root);
  const [kilobytes] = execFileSync('du', ['-sk', root]).toString().split('\t');
  const control = path.join(root, 'DEBIAN');
  mkdirSync(control, { mode: 0o755 });
  writeFileSync(path.join(control, 'control'), controlFile(request, kilobytes));
  for (const [option, name] of Object.entries(SCRIPTS)) {
    const script = request.one(option);
    if (!script) continue;
    copyFileSync(script, path.join(control, name));
    chmodSync(path.join(control, name), 0o755);
  }
  const asked = request.one('deb-compression') ?? 'xz';
  const compression = asked === 'gz' ? 'gzip' : asked;
  execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '-b', root, request.one('package')], {
    stdio: 'inherit',
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
