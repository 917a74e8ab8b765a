import { Button, FileButton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CaseFile, FilesApi } from '../api/files-api.js';

const accepted = 'application/pdf,image/png,image/jpeg,text/plain';

/** Documents kept with a case; they are saved, never opened here. */
export function FilesList({ api, caseId }: { readonly api: FilesApi; readonly caseId: string }) {
  const client = useQueryClient();
  const queryKey = ['files', caseId];
  const { data = [] } = useQuery({ queryKey, queryFn: () => api.list(caseId) });
  const adding = useMutation({
    mutationFn: (file: File) => api.add(caseId, file),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  const saving = useMutation({ mutationFn: (file: CaseFile) => api.save(file) });
  const error = adding.error ?? saving.error;
  return (
    <section aria-label="Files">
      <h2>Files</h2>
      <FileButton
        accept={accepted}
        onChange={(file) => {
          if (file !== null) adding.mutate(file);
        }}
      >
        {(props) => (
          <Button {...props} size="compact-sm" variant="default" loading={adding.isPending}>
            Add a PDF, picture or text
          </Button>
        )}
      </FileButton>
      {error !== null && <p role="alert">{error.message}</p>}
      <ul>
        {data.map((file) => (
          <li key={file.id}>
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                saving.mutate(file);
              }}
            >
              {file.name}
            </Button>{' '}
            <span className="quiet" title={`SHA-256 ${file.sha256}`}>
              {sizeText(file.size)}, {file.addedBy}, {new Date(file.addedAt).toLocaleString('en-GB')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sizeText(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${Math.ceil(bytes / 1024).toLocaleString('en-GB')} KiB`;
}
