import { Choices } from './choices.js';
import { LineForm } from './line-form.js';
import type { Review } from './use-review.js';

/** Tags to choose by digit, which also takes one away again, or a word of one's own. */
export function AskingTag({ review }: { readonly review: Review }) {
  const { asking, state, tagging } = review;
  if (asking === 'tag')
    return (
      <Choices
        question="Tag"
        labels={[...tagging.offered.map((tag) => markOf(tag, state.current?.tags)), 'another']}
        onChoose={(index) => {
          tagging.choose(tagging.offered[index] ?? null);
        }}
      />
    );
  if (asking !== 'tag-word') return null;
  return (
    <LineForm
      label="Tag with another word"
      description="Small letters and digits. Enter tags"
      lengthMax={40}
      onEnter={(text) => {
        tagging.choose(text.toLowerCase());
      }}
      onBack={tagging.leave}
    />
  );
}

function markOf(tag: string, tags: readonly string[] = []): string {
  return tags.includes(tag) ? `✓ ${tag}` : tag;
}
