/**
 * What contenders do with conversations. `create(options)` makes one for one run as contenders/contender.mjs says, with
 *   options.source         the ConversationSource; prepare() begins with its reset()
 * and has
 *   prepare()              before the first step, not timed
 *   before(step)           what makes the step have something to do, not timed; may return figures of its own
 *   command(step)          to be timed
 *   check(step, stdout)    throws when the step did not do its work; may return figures of its own
 *   verify()               after the last step: throws unless what is restored is what was written
 */
export const STEPS = ['first upload', 'nothing changed', 'appended', 'long one added', 'long one restored'];

/** The agent's part of a step. */
export async function changeSource(source, step) {
  if (step === 'appended') await source.append();
  if (step === 'long one added') await source.addLong();
}
