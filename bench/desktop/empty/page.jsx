import { createRoot } from 'react-dom/client';

createRoot(document.getElementById('root')).render(<h1>An empty window of Electron and React.</h1>);
