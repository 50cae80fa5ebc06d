/** Version of this program, as device cards and `--version` show it; a test holds it to package.json. */
export const APP_VERSION = '0.1.0';
