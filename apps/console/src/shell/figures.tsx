interface FiguresProps {
  readonly caption: string;
  readonly heads: readonly string[];
  /** A number is set to the right, as it is written. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A table of figures with its caption; it says so when it has none. */
export function Figures({ caption, heads, rows }: FiguresProps) {
  const isNumber = (column: number): boolean => typeof rows[0]?.[column] === 'number';
  return (
    <table aria-label={caption}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {heads.map((head, index) => (
            <th key={head} scope="col" className={isNumber(index) ? 'number' : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          <tr key={place}>
            {row.map((cell, index) => (
              <td key={heads[index]} className={typeof cell === 'number' ? 'number' : undefined}>
                {typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell}
              </td>
            ))}
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={heads.length}>none</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
