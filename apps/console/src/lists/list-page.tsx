import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ListEntry, type ListsApi, pageEntries } from '../api/lists-api.js';
import { timeText } from '../shell/texts.js';
import { EntryForm } from './entry-form.js';
import { ImportForm } from './import-form.js';

interface ListPageProps {
  readonly api: ListsApi;
  readonly name: string;
  readonly isThere: boolean;
}

/** One list: its entries, one more, and many more from a file. */
export function ListPage({ api, name, isThere }: ListPageProps) {
  const client = useQueryClient();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['lists'] });
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['lists', name],
    queryFn: ({ pageParam }) => api.entries(name, pageParam),
    initialPageParam: '',
    getNextPageParam: (page: ListEntry[]) => (page.length < pageEntries ? undefined : page.at(-1)?.value),
    enabled: isThere,
  });
  const removing = useMutation({
    mutationFn: (value: string) => api.remove(name, value),
    onSettled: refresh,
  });
  const fault = removing.error ?? error;
  return (
    <>
      <h2>{name}</h2>
      <EntryForm api={api} list={name} onAdded={refresh} />
      <ImportForm api={api} list={name} onImported={refresh} />
      {fault !== null && <p role="alert">{fault.message}</p>}
      <Entries
        entries={data?.pages.flat() ?? []}
        onRemove={(value) => {
          removing.mutate(value);
        }}
      />
      {hasNextPage && (
        <Button variant="default" onClick={() => void fetchNextPage()}>
          More
        </Button>
      )}
    </>
  );
}

interface EntriesProps {
  readonly entries: readonly ListEntry[];
  readonly onRemove: (value: string) => void;
}

function Entries({ entries, onRemove }: EntriesProps) {
  return (
    <table aria-label="Entries">
      <thead>
        <tr>
          {['Value', 'Expires', 'Source', 'Added by', ''].map((head) => (
            <th key={head} scope="col">
              {head === '' ? <span className="hidden">Removal</span> : head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map(({ value, expiresAt, source, addedBy }) => (
          <tr key={value}>
            <td>{value}</td>
            <td>{expiresAt === null ? 'never' : timeText(expiresAt)}</td>
            <td>{source}</td>
            <td>{addedBy}</td>
            <td>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Remove ${value}`}
                onClick={() => {
                  onRemove(value);
                }}
              >
                Remove
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
