import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Views } from './use-views.js';

/** Keeps the filters and the sort under a name. */
export function SaveView({ views }: { readonly views: Views }) {
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        views.save(name.trim(), isShared);
        setName('');
        // The keys are the screen's again.
        event.currentTarget.querySelector('input')?.blur();
      }}
    >
      <TextInput
        label="Save as a view called"
        size="xs"
        value={name}
        error={views.fault}
        required
        maxLength={60}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
      <Checkbox
        label="for everybody"
        size="xs"
        my="xs"
        checked={isShared}
        onChange={(event) => {
          setShared(event.currentTarget.checked);
        }}
      />
      <Button type="submit" size="compact-xs" variant="default">
        Save
      </Button>
    </form>
  );
}
