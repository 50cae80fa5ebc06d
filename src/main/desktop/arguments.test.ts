import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { kitIn } from './arguments.ts';

describe('the recovery kit on the command line', () => {
  it('is a file of that kind, wherever the person stood', () => {
    const kit = path.resolve('/home/ann/my keys/a1b2c3d4.cc-sessions-kit');
    expect(kitIn(['app', kit], '/')).toBe(kit);
    expect(kitIn(['app', '--hidden', 'my keys/A1B2C3D4.CC-SESSIONS-KIT'], '/home/ann')).toBe(
      path.resolve('/home/ann/my keys/A1B2C3D4.CC-SESSIONS-KIT'),
    );
  });

  it('is named by a URL, as file managers of Linux do', () => {
    const url = pathToFileURL('/home/ann/My kit ü.cc-sessions-kit').href;
    expect(kitIn(['app', url], '/')).toBe('/home/ann/My kit ü.cc-sessions-kit');
    expect(kitIn(['app', 'file://elsewhere/%2F.cc-sessions-kit'], '/')).toBeNull();
  });

  it('is nothing else', () => {
    expect(kitIn(['app', '.', 'notes.txt'], '/')).toBeNull();
    expect(kitIn(['app', '--x=a.cc-sessions-kit'], '/')).toBeNull();
  });
});
