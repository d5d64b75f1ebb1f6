import { Alert, Button, Center, Modal } from '@mantine/core';
import { useSession } from '../api/session';
import { Waiting } from '../components/Waiting';
import { Console } from './Console';
import { SetUp } from '../pages/SetUp';
import { SignIn } from '../pages/SignIn';

export function App() {
  const session = useSession();
  if (session.isPending) return <Waiting />;
  if (session.isError)
    return (
      <Center h="100vh" p="md">
        <Alert color="red" title="No answer from the daemon" maw={480}>
          {session.error.message}
          <Button mt="md" variant="default" onClick={() => void session.refetch()}>
            Try again
          </Button>
        </Alert>
      </Center>
    );
  const { signedIn, needsSetUp, ended = false } = session.data;
  if (needsSetUp) return <SetUp />;
  if (!signedIn && !ended) return <SignIn />;
  return (
    <>
      <Console />
      {/* What is being written stays behind it. */}
      <Modal
        opened={!signedIn}
        onClose={() => undefined}
        fullScreen
        padding={0}
        withCloseButton={false}
        closeOnEscape={false}
        zIndex={ABOVE_ALL}
        attributes={{ content: { 'aria-label': 'Sign in again', 'data-on-top': true } }}
        transitionProps={{ duration: 0 }}
      >
        <SignIn hint="Your session has ended. Sign in again: what you were writing is still there." />
      </Modal>
    </>
  );
}

/** Dialogs, lists of choices and notes are below this. */
const ABOVE_ALL = 10_000;
