/** Pages of the project on the web. */

/** Every version with what is new in it. */
export const RELEASES_PAGE = 'https://github.com/cc-sessions-sync/cc-sessions-sync/releases';
