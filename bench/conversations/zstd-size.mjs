/** Prints the bytes of a file compressed by itself with zstd, level 3. Run on Electron's Node. */
import { readFileSync } from 'node:fs';
import { constants, zstdCompressSync } from 'node:zlib';

const params = { [constants.ZSTD_c_compressionLevel]: 3 };
process.stdout.write(String(zstdCompressSync(readFileSync(process.argv[2]), { params }).length));
