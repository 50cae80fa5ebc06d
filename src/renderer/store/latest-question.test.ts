import { describe, expect, it } from 'vitest';
import { LatestQuestion } from './latest-question.ts';

/** Answers a question when told to. */
function slowly() {
  const asked: { question: string; answer: (value: string) => void; fail: () => void }[] = [];
  const told: string[] = [];
  const questions = new LatestQuestion<string, string>({
    ask: (question) =>
      new Promise((resolve, reject) =>
        asked.push({ question, answer: resolve, fail: () => reject(new Error('no')) }),
      ),
    onAnswer: (question, answer) => told.push(`${question}=${answer}`),
    onFailure: (question) => told.push(`${question} failed`),
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { asked, told, questions, settled };
}

describe('questions faster than answers', () => {
  it('are asked one at a time, those in between not at all', async () => {
    const { asked, told, questions, settled } = slowly();
    for (const word of ['f', 'fl', 'fla', 'flak', 'flaky']) questions.ask(word);
    expect(asked.map(({ question }) => question)).toEqual(['f']);
    asked[0]!.answer('1');
    await settled();
    expect(asked.map(({ question }) => question)).toEqual(['f', 'flaky']);
    asked[1]!.answer('2');
    await settled();
    expect(told).toEqual(['f=1', 'flaky=2']);
  });

  it('go on after a failure', async () => {
    const { asked, told, questions, settled } = slowly();
    questions.ask('a');
    questions.ask('b');
    asked[0]!.fail();
    await settled();
    asked[1]!.answer('x');
    await settled();
    expect(told).toEqual(['a failed', 'b=x']);
  });

  it('are not answered any more once nobody listens', async () => {
    const { asked, told, questions, settled } = slowly();
    questions.ask('a');
    questions.ask('b');
    questions.stop();
    asked[0]!.answer('x');
    await settled();
    questions.ask('c');
    expect([asked.length, told.length]).toEqual([1, 0]);
  });
});
