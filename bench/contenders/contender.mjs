/**
 * What a contender is. `create(options)` makes one for one run, with
 *   options.directory  its own, empty
 *   options.userHome   $HOME, the same in all runs
 *   options.source     {indexDb, files}: the sessions, as a store and as one JSON file each
 *   options.place      {port, bucket, credentials}: an empty bucket
 *   options.set, options.programs
 * and has
 *   prepare()              before the first step, not timed
 *   change(number, round)  edits one session before the step "one changed", not timed
 *   command(step)          {file, args, env, cwd?} to be timed
 *   check(step, stdout)    throws when the step did not do its work; may return figures of its own
 *   verify()               after the last step: throws unless everything has arrived
 */
export const STEPS = ['first upload', 'nothing changed', 'one changed', 'full download'];

export const CONTENTS = {
  store: 'index.db',
  files: 'one JSON file a session',
};

/** Nothing of the caller's settings reaches the measured program. */
export const cleanEnv = (home, more) => ({ PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', ...more });
