import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ImportPreview, ListsApi } from '../api/lists-api.js';
import { Figures } from '../shell/figures.js';

interface ImportFormProps {
  readonly api: ListsApi;
  readonly list: string;
  readonly onImported: () => Promise<void>;
}

interface CsvFile {
  readonly name: string;
  readonly csv: string;
}

/** Takes a CSV in: first says what it would do, then does it, all or nothing. */
export function ImportForm({ api, list, onImported }: ImportFormProps) {
  const [file, setFile] = useState<CsvFile | null>(null);
  const [source, setSource] = useState('');
  const sending = useMutation({
    mutationFn: async (apply: boolean) => {
      const from = source === '' ? (file?.name ?? '') : source;
      const preview = await api.import(list, { csv: file?.csv ?? '', source: from, apply });
      if (apply) await onImported();
      return preview;
    },
  });
  const preview = sending.data;
  return (
    <section aria-label="Import">
      <div className="fields">
        <FileField
          onFile={(chosen) => {
            sending.reset();
            setFile(chosen);
          }}
        />
        <TextInput
          label="Source of lines without one"
          placeholder={file?.name ?? ''}
          value={source}
          onChange={({ currentTarget }) => {
            setSource(currentTarget.value);
          }}
        />
        <Buttons
          hasFile={file !== null}
          isBusy={sending.isPending}
          preview={preview}
          onSend={sending.mutate}
        />
      </div>
      {sending.error !== null && <p role="alert">{sending.error.message}</p>}
      {preview !== undefined && <Preview preview={preview} />}
    </section>
  );
}

interface ButtonsProps {
  readonly hasFile: boolean;
  readonly isBusy: boolean;
  readonly preview: ImportPreview | undefined;
  readonly onSend: (apply: boolean) => void;
}

/** What was not previewed, or has wrong lines, cannot be imported. */
function Buttons({ hasFile, isBusy, preview, onSend }: ButtonsProps) {
  return (
    <>
      <Button
        variant="default"
        disabled={!hasFile}
        loading={isBusy}
        onClick={() => {
          onSend(false);
        }}
      >
        Preview
      </Button>
      {preview?.isApplied === false && preview.faults.length === 0 && (
        <Button
          onClick={() => {
            onSend(true);
          }}
        >
          Import
        </Button>
      )}
    </>
  );
}

function FileField({ onFile }: { readonly onFile: (file: CsvFile | null) => void }) {
  const id = useId();
  const read = async (file: File | undefined): Promise<void> => {
    onFile(file === undefined ? null : { name: file.name, csv: await file.text() });
  };
  return (
    <div>
      <label htmlFor={id}>CSV with value, expires_at, source</label>
      <br />
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        onChange={({ currentTarget }) => void read(currentTarget.files?.[0])}
      />
    </div>
  );
}

function Preview({ preview }: { readonly preview: ImportPreview }) {
  const { isApplied, isNewList, added, changed, unchanged, faults, firstAdded, firstChanged } = preview;
  const named = (values: readonly string[]): string => (values.length === 0 ? '' : `: ${values.join(', ')}`);
  return (
    <div role="status" data-testid="import">
      <p>
        {isApplied ? 'Imported' : 'This would do'}: {isNewList && 'a new list, '}
        {added} added{named(firstAdded)}; {changed} changed{named(firstChanged)}; {unchanged} unchanged.
      </p>
      {faults.length > 0 && (
        <Figures
          caption="Wrong lines: nothing is taken until they are right"
          heads={['Line', 'Fault']}
          rows={faults.slice(0, 100).map(({ line, message }) => [String(line), message])}
        />
      )}
    </div>
  );
}
