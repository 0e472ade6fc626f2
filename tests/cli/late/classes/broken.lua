return { kind = "classes", api = 1, id = "broken", title = "Does not load", needs = {}, rows = 
