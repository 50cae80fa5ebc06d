import { useState, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { useStrings } from '../../text/use-strings.ts';
import type { ShownSession } from './session-detail.tsx';

type Memory = ShownSession['memory'];

/** Files that are drawn until more are asked for. */
const SHOWN = 200;

export function FilesTab({ memory }: { memory: Memory }): ReactNode {
  const { session: words } = useStrings();
  const { filesCreated, filesModified, filesDeleted } = memory;
  if (filesCreated.length + filesModified.length + filesDeleted.length === 0) {
    return <p className="muted">{words.noFiles}</p>;
  }
  return (
    <div className="stack">
      <Files title={words.filesCreated} files={filesCreated} />
      <Files title={words.filesModified} files={filesModified} />
      <Files title={words.filesDeleted} files={filesDeleted} />
    </div>
  );
}

function Files({ title, files }: { title: string; files: readonly string[] }): ReactNode {
  const { session: words } = useStrings();
  const [all, setAll] = useState(false);
  if (files.length === 0) return null;
  const hidden = all ? 0 : Math.max(0, files.length - SHOWN);
  return (
    <section className="stack stack--tight">
      <h3>
        {title} ({files.length})
      </h3>
      <ul className="file-list mono">
        {files.slice(0, files.length - hidden).map((file, index) => (
          <li key={`${file} ${index}`}>{file}</li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button small onClick={() => setAll(true)}>
          {words.moreFiles(hidden)}
        </Button>
      )}
    </section>
  );
}
