/** A step that is a SQL statement. */
export const statementWords = {
  beginStatement: 'Write a SQL statement instead',
  statementTitle: 'SQL statement',
  statementTab: 'Statement',
  statementLead:
    'A press runs this statement with the rights of the person who presses, who has to be allowed to use the warehouse.',
  warehouse: 'Warehouse',
  warehouseShape: 'Choose a warehouse.',
  strangeWarehouse: (id: string) => `${id}, which you may not use`,
  warehousesNotRead: 'Your warehouses could not be read just now. You can type the id of one.',
  statement: 'Statement',
  statementHelp:
    'One statement. Write :name where a value belongs: it gets a field of that name, and what people type never becomes a part of the text. A field left empty is NULL.',
  sqlType: (name: string) => `${name}: type`,
  sqlTypes: {
    STRING: 'Text',
    BIGINT: 'Whole number',
    DOUBLE: 'Number',
    'DECIMAL(38,6)': 'Exact decimal',
    BOOLEAN: 'Yes or no',
    DATE: 'Date',
    TIMESTAMP: 'Date and time',
  },
} as const
