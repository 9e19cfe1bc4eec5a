import { Problem } from '../../api/client.ts';
import { formatTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { ErrorNotice, Notice } from '../../ui/Notice.tsx';
import { asSentence, placeOf } from './words.ts';

/** More than this nobody reads; the first ones tell what is wrong with the file. */
const mostListed = 50;

/** Why the server did not do what was asked; of a file that it cannot take, every fault with its place. */
export function Failure({ error }: { error: unknown }) {
  const problem = error instanceof Problem ? error : null;
  const placed = problem?.faults.filter(({ pointer }) => pointer !== undefined) ?? [];
  const seconds = problem?.retryAfter_s;
  return (
    <div class="failure" tabIndex={-1} data-field="failure">
      {problem && placed.length > 0 ? (
        <Notice tone="error">
          <strong>{problem.title}</strong>
          <p>{problem.message}</p>
          <ul>
            {placed.slice(0, mostListed).map(({ pointer, detail }) => (
              <li key={`${pointer} ${detail}`}>
                <b>{asSentence(placeOf(pointer ?? ''), ':')}</b> {detail}
              </li>
            ))}
          </ul>
          {placed.length > mostListed && <p>{t('import.moreFaults', { n: placed.length - mostListed })}</p>}
        </Notice>
      ) : (
        <ErrorNotice error={error} />
      )}
      {seconds !== undefined && <p>{t('import.retry', { time: formatTime(Date.now() + seconds * 1000) })}</p>}
    </div>
  );
}
