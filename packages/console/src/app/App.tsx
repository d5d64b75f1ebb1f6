import { Alert, Button, Center } from '@mantine/core';
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
  if (session.data.needsSetUp) return <SetUp />;
  if (!session.data.signedIn) return <SignIn />;
  return <Console />;
}
