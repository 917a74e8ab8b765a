import { Kbd, Modal, Table } from '@mantine/core';

const keys = [
  ['A', 'Release the payment'],
  ['D, then a digit', 'Decline it for a reason'],
  ['E', 'Escalate to the senior analysts'],
  ['S, then a digit', 'Put off'],
  ['I, then a digit', 'Ask the payer'],
  ['X, then a digit', 'Judge all cases like this one'],
  ['L, then a digit', 'Put the payee on a list that rules ask'],
  ['M, then a digit', 'Make it one case with another'],
  ['T, then a digit', 'Tag, or take the tag away'],
  ['V', 'Choose a view of the queue'],
  ['C', 'Write a note'],
  ['G', 'Show what is linked'],
  ['J, K', 'Next and previous case of the queue'],
  ['Z', 'Undo the last verdict, before it counts'],
  ['B', 'Hide or show the score'],
  ['Esc', 'Go back'],
] as const;

interface HelpDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function HelpDialog({ isOpen, onClose }: HelpDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Keys"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Table>
        <Table.Tbody>
          {keys.map(([key, what]) => (
            <Table.Tr key={key}>
              <Table.Td>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
