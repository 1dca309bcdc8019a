(defrule more :when true :then [(account/archive)])
