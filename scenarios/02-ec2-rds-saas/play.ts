import { lockstead } from '../lockstead.ts';
import type { Play } from '../stage.ts';

const services = ['ec2', 'rds', 'saas'];

export const play: Play = async ({ cloud, step, say, check }) => {
  const ask = async (layer: string): Promise<readonly string[]> => {
    const { code, out } = await lockstead(cloud, ['responsibility', ...services, '--layer', layer]);
    check('the question is answered', code === 0, out);
    const [question = '', ...answers] = out.trim().split('\n\n');
    say(question);
    for (const answer of answers) for (const line of answer.split('\n')) say(line);
    return answers;
  };
  const whoIn = (answers: readonly string[]): readonly string[] =>
    answers.map((answer) => /^[^:\n]+: ([^:\n]+)/.exec(answer)?.[1] ?? answer);

  step('Who patches the operating system?');
  const answers = await ask('guest-os');
  check(
    'three answers, all different',
    whoIn(answers).join(', ') === 'you, AWS, the vendor',
    whoIn(answers).join(', '),
  );
  const reasons = answers.map((answer) => answer.split('\n')[1] ?? '');
  check('three reasons, all different', new Set(reasons).size === 3 && !reasons.includes(''), reasons.join(' '));
  check(
    'each with the page that it comes from',
    answers.every((answer) => answer.includes('https://')),
  );
  check('where it is you, what you must do', /\n +To do: \S/.test(answers[0] ?? ''), answers[0]);

  step('Who answers for the application?');
  const application = whoIn(await ask('application'));
  check('you, you, the vendor', application.join(', ') === 'you, you, the vendor', application.join(', '));

  step('Who says what the data is worth?');
  const data = whoIn(await ask('data'));
  check('always you', data.join(', ') === 'you, you, you', data.join(', '));

  step('Who keeps copies, and can restore them?');
  const backup = whoIn(await ask('backup'));
  check(
    'you; both; and for a product its contract',
    backup.join(', ') === 'you, both, not settled by AWS’s pages',
    backup.join(', '),
  );
};
