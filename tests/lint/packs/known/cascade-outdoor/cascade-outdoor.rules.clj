;; Cascade Outdoor Credit: snowmobiles, ATVs, small boats
;; one rule per step of the servicing matrix

(defrule day-6-text
  "Text message to borrowers 6 to 10 days behind who owe at least $15."
  :when (and (= loan-status "Open") (<= 6 status-days-past-due 10) (>= status-amount-due 15M))
  :then [(checklist/check {:checklist "Steps" :items ["Text"]})])

(defrule day-11-call
  "Call from day 11 to day 29."
  :when (and (= loan-status "Open") (>= status-days-past-due 11) (< status-days-past-due 30))
  :then [(checklist/check {:checklist "Steps" :items ["Call"]})])

(defrule collections-30
  "Thirty days or more behind: collections."
  :when (and (= loan-status "Open") (>= status-days-past-due 30))
  :then [(loan/set {:add-portfolios ["Collections"]})]
  :examples [{:given {:status-days-past-due 30} :fires true} {:given {:status-days-past-due 29} :fires false}])

(defrule collections-done
  "Fewer than six days behind, back to the regular book."
  :when (and (= true (-> portfolio :1 :active)) (< status-days-past-due 6))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule drafts-off
  "Drafts are stopped after a second returned payment."
  :when (and (= loan-status "Open") (> payments-nsf-count 1))
  :then [(loan/set {:autopay-status "suspend"})])

(defrule drafts-on
  "Drafts resume when the account is current."
  :when (and (= settings-autopay-enabled false) (<= status-days-past-due 0) (<= payments-nsf-count 1))
  :then [(loan/set {:autopay-status "continue"})])

(defrule off-season-plan
  "Off-season plan: reduced payments for owners with a clean year, asked for while not more than ten days late."
  :when (and (= "off" (-> settings-custom-fields :8 :value)) (= status-24-dpd-30 0) (<= status-days-past-due 10))
  :then [(loan/set {:loan-sub-status "Seasonal Plan"})]
  :once :while-true)

(defrule storage-lien
  "Units in storage for over 90 days since repossession are sold."
  :when (and (= loan-status "Repossessed") (some? settings-repo-date) (> (u/days-between settings-repo-date current-date) 90))
  :then [(loan/set {:liquidation-date {:base :current-date :plus-days 10}})])

(defrule redemption
  "The owner may redeem in the twenty days after repossession by bringing the account below one payment."
  :when (and (= loan-status "Repossessed") (some? settings-repo-date)
             (<= (u/days-between settings-repo-date current-date) 20)
             (< status-amount-due setup-payment))
  :then [(loan/set {:loan-status "Open" :loan-sub-status "Repaying"})])

(defrule repo
  "Repossess past 70 days if more than two fifths of the amount financed is still owed."
  :when (and (= loan-status "Open") (> status-days-past-due 70) (> status-principal-balance (* 0.4M setup-loan-amount)))
  :then [(loan/set {:loan-sub-status "Out for Repo" :repossession-date :current-date})])

(defrule no-repo-nearly-paid
  "No repossession of units that are nearly paid for."
  :when (and (= loan-sub-status "Out for Repo") (<= status-principal-balance (* 0.4M setup-loan-amount)))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule charge-off
  :when (and (= loan-status "Open") (>= status-days-past-due 150) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "150" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule recovery-agency
  "Recoveries of $300 and over with no payment in 45 days."
  :when (and (= loan-sub-status "Charged Off") (>= status-net-charge-off 300M) (>= (or status-loan-recency 9999) 45))
  :then [(loan/set {:add-portfolios ["Agency"]})])

(defrule recovery-in-house
  "Under $300 stays in house."
  :when (and (= true (-> portfolio :3 :active)) (< status-net-charge-off 300M))
  :then [(loan/set {:remove-portfolios ["Agency"]})])

(defrule second-unit
  "Second-unit offer: eighteen months on book, never over 29 days late, principal under half."
  :when (and (= loan-sub-status "Repaying") (>= status-loan-age 548) (= status-unique-delinquencies 0)
             (< status-principal-balance (* 0.5M setup-loan-amount)))
  :then [(loan/set {:add-portfolios ["Second Unit"]})])

(defrule write-down-stub
  "stub"
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 7.50M))
  :then [(credit/add {:type "Regular" :category "Stub" :charge-off false :amount {:base :payoff :plus 0M} :info "stub" :date :current-date})])
